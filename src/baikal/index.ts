export * from "./baikal-backup";
export * from "./baikal-database";
export * from "./baikal-image";
export * from "./baikal-names";
export * from "./baikal-props";
export * from "./baikal-service";
export * from "./baikal-tls";
export { BaikalImageProfile } from "./image-profile";
