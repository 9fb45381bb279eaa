// The app of cdktf.json: synthesizes the flagship example, on a fresh clone too. Prints to stderr only.
import { prepare } from "./project.mjs";
import { synthesizeExample } from "./example.mjs";

await prepare();
await synthesizeExample("calendars");
