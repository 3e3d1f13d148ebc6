import { request as ask, type IncomingMessage, type ServerResponse } from "node:http";

/** Passes a request on to another server of this machine, and its answer back. */
export function passOn(request: IncomingMessage, response: ServerResponse, origin: string): void {
  const { method, headers, url } = request;
  const onward = ask(new URL(url ?? "/", origin), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  request.pipe(onward);
}
