// Loaded before a program (node --require): prints the topology of each app that it synthesizes as a Mermaid diagram.
const { App } = require("cdktf");
const { Topology } = require("cdktf-groupware");

const synth = App.prototype.synth;

App.prototype.synth = function () {
  synth.call(this);
  process.stdout.write(Topology.of(this).toMermaid());
};
