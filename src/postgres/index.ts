export * from "./database-connection";
export * from "./database-handle";
