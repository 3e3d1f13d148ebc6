-- Of the rows of each event, keeps the one whose object is the newest. Rows of the same object are the same, or its last
-- one counts. Run it when no shard is being loaded; what it leaves can be upserted into from then on.
DELETE FROM email_events AS older
USING (
  SELECT
    ctid,
    row_number() OVER (
      PARTITION BY event_key
      ORDER BY source_modified_at DESC, source_object COLLATE "C" DESC, _sdc_sequence DESC
    ) AS place
  FROM email_events
) AS ranked
WHERE older.ctid = ranked.ctid AND ranked.place > 1;
