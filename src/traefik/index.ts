export * from "./existing-traefik";
export * from "./ingress";
export * from "./ingress-certificates";
export * from "./traefik";
export * from "./traefik-props";
