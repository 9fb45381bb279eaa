import { App } from "cdktf";
import { ReadyToRunStack } from "./ready-to-run-stack";

const app = new App();
new ReadyToRunStack(app, "calendars");
app.synth();
