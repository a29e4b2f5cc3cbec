// A process that does nothing.
console.log(1);
