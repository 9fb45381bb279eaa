export * from "./docker";
export * from "./invariants";
export * from "./topology";
export * from "./units";
