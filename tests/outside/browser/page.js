// What a page of an integrator's does: gRPC-Web with Connect's client, which
// learns the contract from its descriptors. `window.calls` is asked from outside.

import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";

async function contractAt(url) {
  const bytes = await (await fetch(url)).arrayBuffer();
  return createFileRegistry(fromBinary(FileDescriptorSetSchema, new Uint8Array(bytes)));
}

window.calls = async ({ address, coordinator, oversight, person, agency, watched }) => {
  const contract = await contractAt("contract.binpb");
  const transport = createGrpcWebTransport({ baseUrl: address });
  const client = (name) => createClient(contract.getService(name), transport);
  const referrals = client("candour.referrals.v1.ReferralsService");
  const flags = client("candour.oversight.v1.OversightService");
  const by = (token) => ({ headers: { authorization: `Bearer ${token}` } });
  const act = () => ({ requestId: crypto.randomUUID() });

  // What a call was refused for, from the details that come with its status.
  const refused = async (call) => {
    try {
      await call;
      return null;
    } catch (error) {
      const refusal = ConnectError.from(error);
      const details = (name) => refusal.findDetails(contract.getMessage(name));
      return {
        code: Code[refusal.code],
        message: refusal.rawMessage,
        reason: details("google.rpc.ErrorInfo").map((info) => info.reason).join(),
        fields: details("google.rpc.BadRequest").flatMap((bad) =>
          bad.fieldViolations.map(({ field, description }) => ({ field, description }))),
      };
    }
  };

  let seen = null;
  const registered = await referrals.registerPerson(
    { act: act(), fact: { personId: person, name: { form: { case: "plain", value: "Synthetic" } } } },
    { ...by(coordinator), onHeader: (headers) => (seen = headers.get("candour-seen")) },
  );

  const told = [];
  const enough = new AbortController();
  const watching = flags.watchFlags({}, { ...by(oversight), signal: enough.signal });
  for await (const { flag, resumeToken } of watching) {
    told.push({ id: flag.flagId, because: flag.because, resumeToken });
    if (told.length === watched) {
      enough.abort();
      break;
    }
  }

  return {
    stream: registered.receipt.streamId,
    seen,
    malformed: await refused(referrals.registerPerson(
      { act: act(), fact: { personId: agency } }, by(coordinator))),
    unknown: await refused(flags.getFlag({ flagId: person.replace("person", "flag") }, by(oversight))),
    nobody: await refused(flags.listFlags({})),
    told,
  };
};
