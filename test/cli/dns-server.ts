import { createSocket, type Socket } from "node:dgram";
import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import type { Answer, Packet } from "dns-packet";
import * as dnsPacket from "dns-packet";

/** Data of a record as dns-packet takes it. */
export type Zone = Readonly<Record<string, unknown>>;

/** An authoritative name server on loopback, by datagram and by stream; long answers only by stream. */
export class DnsServer {
  static async serving(zone: Zone): Promise<DnsServer> {
    const server = new DnsServer(zone);
    await new Promise<void>((resolve) => server.stream.listen(0, "127.0.0.1", resolve));
    const { port } = server.stream.address() as AddressInfo;
    await new Promise<void>((resolve) => server.datagrams.bind(port, "127.0.0.1", resolve));
    return server;
  }

  private readonly datagrams: Socket = createSocket("udp4");
  private readonly stream: Server;

  private constructor(private readonly zone: Zone) {
    this.datagrams.on("message", (message, { port, address }) => {
      const whole = dnsPacket.encode(this.answer(dnsPacket.decode(message)));
      const short = dnsPacket.encode({ ...this.answer(dnsPacket.decode(message)), answers: [], flags: 0x0200 });
      this.datagrams.send(whole.length > 512 ? short : whole, port, address);
    });
    this.stream = createServer((socket) =>
      socket.on("data", (data) => socket.end(dnsPacket.streamEncode(this.answer(dnsPacket.streamDecode(data))))),
    );
  }

  get address(): string {
    return `127.0.0.1:${(this.stream.address() as AddressInfo).port}`;
  }

  close(): void {
    this.datagrams.close();
    this.stream.close();
  }

  private answer({ id, questions = [] }: Packet) {
    const [{ name, type }] = questions;
    const found = this.zone[`${name} ${type}`];
    const all = found === undefined ? [] : Array.isArray(found) ? found : [found];
    const answers = all.map((data) => ({ name, type, ttl: 60, data }) as Answer);
    return { type: "response" as const, id, questions, answers };
  }
}
