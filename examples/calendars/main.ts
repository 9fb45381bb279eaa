import { App } from "cdktf";
import { CalendarsStack } from "./calendars-stack";

const app = new App();
new CalendarsStack(app, "calendars");
app.synth();
