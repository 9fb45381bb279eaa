// Loaded before a program (node --require): prints the topology and the findings of each app that it synthesizes.
const { App } = require("cdktf");
const { Invariants, Topology } = require("cdktf-groupware");

const synth = App.prototype.synth;

App.prototype.synth = function () {
  synth.call(this);
  console.log(Topology.of(this).toText());
  console.log(Invariants.of(this).check().toText());
};
