export * from "./backup";
export * from "./backup-part";
export * from "./backup-props";
export * from "./backup-repository";
export * from "./restore";
export * from "./restore-drill";
