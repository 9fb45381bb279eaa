/** Where a backend answers. Plain HTTP: a redirect to HTTPS would lose every invitation. */
export function baseUrlOf(host: string, port: number): string {
  return `http://${host}:${port}`;
}
