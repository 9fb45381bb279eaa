import { ContainerImage } from "../docker";
import { instance, leaf, struct } from "../internal/schema";

export const imageOptionsSchema = struct({
  image: instance(
    "ContainerImage",
    () => ContainerImage,
    'ContainerImage.fromRegistry("registry.example.org/chatmail-relay:2025.8")',
  ),
});

const anyText = leaf<string>("text", (value) => typeof value === "string");

export const customFileSchema = struct({ path: anyText, content: anyText });
