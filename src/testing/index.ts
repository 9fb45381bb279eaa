export * from "./app";
export type { Json } from "./json";
export * from "./refusal";
export * from "./synthesized";
