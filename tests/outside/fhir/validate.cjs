// Holds FHIR R4 resources against the specification's own definitions with a validator that
// is not ours; says of each file what is wrong with it, a line of JSON each.
"use strict";

const fs = require("node:fs");
const { Fhir } = require("fhir");

const WRONG = new Set(["error", "fatal"]);
const fhir = new Fhir();

for (const path of process.argv.slice(2)) {
  const resource = JSON.parse(fs.readFileSync(path, "utf8"));
  // Each resource by itself as well: a bundle's own check may stop at its entries' kinds.
  const entries = (resource.entry ?? []).map((entry) => entry.resource);
  const wrong = [resource, ...entries].flatMap((one) => {
    const { valid, messages } = fhir.validate(one, { errorOnUnexpected: true });
    const bad = messages.filter((message) => WRONG.has(message.severity));
    const said = bad.map(({ location, message }) => `${one.resourceType} ${location}: ${message}`);
    return valid || said.length > 0 ? said : [`${one.resourceType} is not valid`];
  });
  console.log(JSON.stringify({ path, resources: entries.length, wrong }));
}
