export * from "./app";
export * from "./refusal";
export * from "./synthesized";
