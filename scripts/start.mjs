// npm start: from a fresh clone to the Terraform JSON of the flagship example.
import { synthesizeExample } from "./example.mjs";
import { prepare } from "./project.mjs";

await prepare();
await synthesizeExample("calendars");
console.log(`
The Terraform JSON is in cdktf.out/stacks/.
To deploy it: npx cdktf-cli@0.21 deploy '*'`);
