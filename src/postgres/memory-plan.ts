import { Size } from "../units/size";

/** How a server divides the memory of its container. */
export interface MemoryPlan {
  readonly sharedBuffers: Size;
  readonly effectiveCacheSize: Size;
  readonly maintenanceWorkMemory: Size;
  readonly workMemory: Size;
}

const MEBIBYTE = 1_024 * 1_024;

/**
 * The customary shares: a quarter for shared buffers, three quarters as what the planner may expect to be cached, a
 * sixteenth for maintenance. What is left is divided by the connections, so that each may sort once without an end by
 * the engine.
 */
export function planMemory(memory: Size, maxConnections: number, given: Partial<MemoryPlan> = {}): MemoryPlan {
  const total = memory.toBytes();
  const sharedBuffers = given.sharedBuffers ?? mebibytes(total / 4);
  const maintenanceWorkMemory = given.maintenanceWorkMemory ?? mebibytes(total / 16, 16, 1_024);
  const left = total - sharedBuffers.toBytes() - maintenanceWorkMemory.toBytes();
  return {
    sharedBuffers,
    effectiveCacheSize: given.effectiveCacheSize ?? mebibytes((total * 3) / 4),
    maintenanceWorkMemory,
    workMemory: given.workMemory ?? mebibytes(left / maxConnections, 1, 64),
  };
}

function mebibytes(bytes: number, least = 1, most = Infinity): Size {
  return Size.mebibytes(Math.min(most, Math.max(least, Math.floor(bytes / MEBIBYTE))));
}
