/** For images of others that serve by nginx, whose own limit is 1 MiB. */
export function renderNginxConf(maxUploadBytes: number): string {
  return `client_max_body_size ${maxUploadBytes};\n`;
}
