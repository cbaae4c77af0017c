// Reads an AsyncAPI document with AsyncAPI's own parser and says what it found;
// ends with 1 if the parser has an error or a warning.
"use strict";

const { Parser, fromFile } = require("@asyncapi/parser");

// How severe a diagnosis may be and still be let pass: a hint, such as that
// there is a newer version of AsyncAPI.
const HINT = 2;

async function main() {
  const { document, diagnostics } = await fromFile(new Parser(), process.argv[2]).parse();
  const wrong = diagnostics.filter((diagnosis) => diagnosis.severity < HINT);
  for (const { code, path, message } of wrong) {
    console.error(`${path.join(".")}: ${message} (${code})`);
  }
  if (wrong.length > 0 || !document) {
    process.exitCode = 1;
    return;
  }
  const payloads = document.allMessages().all().filter((message) => message.payload());
  console.log(JSON.stringify({
    channels: document.allChannels().all().length,
    operations: document.allOperations().all().length,
    payloads: payloads.length,
  }));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
