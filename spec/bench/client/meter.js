/** Starts a measurement; call what it gives to end it. CPU is user and system time of the whole process; both are µs. */
export const meter = () => {
  const cpu = process.cpuUsage();
  const at = process.hrtime.bigint();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { cpu: user + system, wall: Number(process.hrtime.bigint() - at) / 1000 };
  };
};

/** As many µs for each of the operations. */
export const perOperation = ({ cpu, wall }, operations) => ({ cpu: cpu / operations, wall: wall / operations });
