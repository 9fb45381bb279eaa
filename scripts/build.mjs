// npm run build: compiles the library, installing first what is missing.
import { compile, install } from "./project.mjs";

await install();
await compile();
