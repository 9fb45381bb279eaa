export * from "./existing-mail-relay-props";
export * from "./mail-route";
export * from "./postfix-relay";
export * from "./postfix-relay-props";
export * from "./relay-image";
export * from "./smarthost";
export * from "./smtp-tls";
