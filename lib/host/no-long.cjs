// Stands in the page for the package `long`: protobufjs then goes without it (util.Long is null).
module.exports = {};
