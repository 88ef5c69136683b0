/** Starts a measurement and returns a function that ends it. `cpu` is the user and system time of the process; both are in µs. */
export const meter = () => {
  const cpu = process.cpuUsage();
  const at = process.hrtime.bigint();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { cpu: user + system, wall: Number(process.hrtime.bigint() - at) / 1000 };
  };
};

/** The µs per operation. */
export const perOperation = ({ cpu, wall }, operations) => ({ cpu: cpu / operations, wall: wall / operations });
