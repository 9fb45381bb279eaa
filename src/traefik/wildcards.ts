/** Whether the name of a route takes requests for the other one: it is the same, or a wildcard that stands for it. */
export function covers(name: string, other: string): boolean {
  if (name === other) return true;
  const [label, ...rest] = other.split(".");
  return label !== "*" && name === ["*", ...rest].join(".");
}
