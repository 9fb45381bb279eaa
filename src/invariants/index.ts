export * from "./finding";
export * from "./finding-status";
export * from "./invariants";
export * from "./report";
export * from "./rule";
export * from "./severity";
