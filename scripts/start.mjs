// npm start: from a fresh clone to the Terraform JSON of the flagship example, its topology and its findings.
import { synthesizeExample } from "./example.mjs";
import { prepare } from "./project.mjs";

await prepare();
await synthesizeExample("calendars", {
  nodeOptions: ["--require", "./scripts/show-topology.cjs"],
  stdio: ["ignore", "inherit", "inherit"],
});

console.log(`
The Terraform JSON is in cdktf.out/stacks/, one directory a stack; topology.json and invariants.json lie in cdktf.out/.

Next, with Terraform installed and a Docker engine that this user may use:

  npx cdktf-cli@0.21 deploy '*'    shows what it would do, stack by stack, and does it when you agree

The program is examples/calendars/main.ts; its README says which line of the guide became which prop.`);
