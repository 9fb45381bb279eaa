/*
 * One measurement, in a process of its own: `node measure.js <raw|library> <containers> <output directory>`. Prints
 * milliseconds of each phase and the peak memory as JSON.
 *
 * Nothing is imported before the clock runs. Validation is a part of synthesis in cdktf: it is timed there and taken off.
 */
const [program = "", containers = "", outdir = ""] = process.argv.slice(2);

const started = performance.now();
// eslint-disable-next-line @typescript-eslint/no-require-imports -- the time it takes is what is measured
const { build } = require(`./${program}`) as typeof import("./raw");
const imported = performance.now();

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the program has loaded it by now
const { App, TerraformStack } = require("cdktf") as typeof import("cdktf");
const app = new App({ outdir });
build(app, Number(containers));
const built = performance.now();

let validation = 0;
// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its stack below
const { runAllValidations } = TerraformStack.prototype;
TerraformStack.prototype.runAllValidations = function (this: InstanceType<typeof TerraformStack>) {
  const before = performance.now();
  runAllValidations.call(this);
  validation += performance.now() - before;
};
app.synth();
const synthesized = performance.now();
const { user, system } = process.cpuUsage();

console.log(
  JSON.stringify({
    import: imported - started,
    build: built - imported,
    validate: validation,
    synth: synthesized - built - validation,
    total: synthesized - started,
    processorTime: (user + system) / 1_000,
    peakRssKib: process.resourceUsage().maxRSS,
  }),
);
