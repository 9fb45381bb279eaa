export * from "./chatmail";
export * from "./docker";
export * from "./invariants";
export * from "./postfix-relay";
export * from "./postgres";
export * from "./sabre-caldav";
export * from "./topology";
export * from "./units";
