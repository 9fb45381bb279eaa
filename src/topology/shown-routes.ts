import type { HttpRouteNode } from "./contracts";
import { byPath } from "./order";
import type { Topology } from "./topology";

/** Routes as a person wants to see them: what a service says of its own address is said again by its ingress. */
export function shownRoutes({ httpRoutes }: Topology): HttpRouteNode[] {
  const led = new Set(httpRoutes.filter(({ ingress }) => ingress !== undefined).map(addressOf));
  return byPath(httpRoutes.filter((route) => route.ingress !== undefined || !led.has(addressOf(route))));
}

function addressOf({ url, target }: HttpRouteNode): string {
  return `${target.path} ${url.replace(/\/$/, "").toLowerCase()}`;
}
