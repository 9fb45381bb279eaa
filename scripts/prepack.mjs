// npm runs this before it packs or publishes.
import { prepare } from "./project.mjs";

await prepare();
