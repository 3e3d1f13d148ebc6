// Prints a port of 127.0.0.1 that nobody uses. It lies below those that the system hands out by itself, so that no test
// that runs meanwhile is given it before a server listens there.
import { createServer } from "node:net";

function attempt() {
  const port = 20_000 + Math.floor(Math.random() * 10_000);
  const server = createServer();
  server.on("error", attempt);
  server.listen(port, "127.0.0.1", () => {
    console.log(port);
    server.close();
  });
}

attempt();
