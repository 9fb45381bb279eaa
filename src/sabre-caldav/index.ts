export * from "./api-generation";
export * from "./caldav-keys";
export * from "./calendars-backend";
export * from "./calendars-backend-handle";
export * from "./calendars-backend-props";
export * from "./sabre-caldav";
export * from "./sabre-caldav-image";
export * from "./sabre-caldav-props";
