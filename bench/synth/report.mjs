// What the measurements say: medians, the table, and whether they are what we want.
const PHASES = ["import", "build", "validate", "synth"];

/** The median of each figure: whole milliseconds and mebibytes. */
export function summarize(runs) {
  const figure = (key) => median(runs.map((run) => run[key]));
  const times = Object.fromEntries([...PHASES, "total", "processorTime"].map((key) => [key, Math.round(figure(key))]));
  return { ...times, peakRssMib: Math.round(figure("peakRssKib") / 1_024) };
}

/** The medians as a Markdown table, with the machine below it. */
export function table({ machine, loadBefore, loadAfter, sizes }) {
  const rows = sizes.flatMap(({ containers, resources, medians }) =>
    ["raw", "library"].map((program) => {
      const figures = medians[program];
      const isLibrary = program === "library";
      return [
        isLibrary ? "" : `${grouped(containers)} (${grouped(resources)})`,
        program,
        ...PHASES.map((phase) => grouped(figures[phase])),
        grouped(figures.total),
        isLibrary ? ratio(medians, "total").toFixed(2) : "",
        grouped(figures.processorTime),
        isLibrary ? ratio(medians, "processorTime").toFixed(2) : "",
        grouped(figures.peakRssMib),
        isLibrary ? ratio(medians, "peakRssMib").toFixed(2) : "",
      ];
    }),
  );
  const head = ["containers (blocks)", "program", ...PHASES.map((phase) => `${phase}, ms`), "total, ms"];
  const lines = [
    [...head, "× raw", "processor, ms", "× raw", "peak RSS, MiB", "× raw"],
    ["---:", "---", ...Array(10).fill("---:")],
    ...rows,
  ].map((cells) => `| ${cells.join(" | ")} |`);
  const load = (figures) => figures[0].toFixed(2);
  return [
    ...lines,
    "",
    `${machine.cores} cores (${machine.processor}), ${machine.memoryGib} GiB of memory, ${machine.platform}, Node ${machine.node}; ` +
      `load of one minute ${load(loadBefore)} before and ${load(loadAfter)} after, of which one is the benchmark's own.`,
  ].join("\n");
}

/** Each wish with its figure, as a line of text. */
export function verdicts(sizes) {
  const [thousand, last] = sizes.slice(-2);
  const growth = last.medians.library.total / thousand.medians.library.total;
  const containers = last.containers / thousand.containers;
  return [
    ...sizes.flatMap(verdictsOfSize),
    wish(growth <= 1.1 * containers, `${containers} × the containers take ${growth.toFixed(1)} × the time (linear)`),
  ];
}

function verdictsOfSize({ containers, medians }) {
  const { raw, library } = medians;
  const size = `${grouped(containers)} containers`;
  if (containers < 1_000) {
    const more = library.total - raw.total;
    return [wish(more <= 100, `${size}: ${more} ms over raw (at most 100)`)];
  }
  const [total, rss] = [ratio(medians, "total"), ratio(medians, "peakRssMib")];
  const share = library.validate / library.total;
  return [
    wish(total <= 1.15, `${size}: total ${total.toFixed(2)} × raw (at most 1.15)`),
    wish(share <= 0.1, `${size}: validation ${(100 * share).toFixed(1)} % of the total (at most 10 %)`),
    wish(rss <= 1.25, `${size}: RSS ${rss.toFixed(2)} × raw (at most 1.25)`),
  ];
}

function wish(isMet, text) {
  return `${isMet ? "✓" : "✗"} ${text}`;
}

function ratio({ raw, library }, key) {
  return library[key] / raw[key];
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function grouped(value) {
  return value.toLocaleString("en-US");
}
