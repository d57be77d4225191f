package dev.evodb.ann.kernel;

/// The kernels that a search or a build uses. A new kernel is one more component here. Immutable, shared
/// by all threads.
///
/// `name` is `plain` or `vector-` with the bits of a register, and is printed by every benchmark and test
/// run.
public record KernelSet(
        String name,
        DistanceKernel distance,
        AssignKernel assign,
        BlockDistance blocks,
        HalfDistance halves,
        Int8Distance int8s,
        DistanceTables tables,
        Pq8Scan pq8,
        RabitqScan rabitq,
        HammingKernel hamming,
        ThresholdFilter filter,
        Pq4Scan pq4,
        ByteRowDistance byteRows,
        GatherDistance gathers) {
    private static final KernelSet PLAIN = new KernelSet(
            "plain",
            new PlainDistance(),
            new PlainAssign(),
            new PlainBlockDistance(),
            new PlainHalfDistance(),
            new PlainInt8Distance(),
            new PlainDistanceTables(),
            new PlainPq8Scan(),
            new PlainRabitqScan(),
            new PlainHamming(),
            new PlainThresholdFilter(),
            new PlainPq4Scan(),
            new PlainByteRowDistance(),
            new PlainGatherDistance());

    /// The definitions.
    public static KernelSet plain() {
        return PLAIN;
    }

    /// The Vector API's, if the JVM was started with `--add-modules jdk.incubator.vector`; else the plain
    /// ones, which is logged once as a warning.
    public static KernelSet best() {
        return Best.KERNELS;
    }

    /// Chosen when it is first asked for.
    private static final class Best {
        private static final System.Logger LOG = System.getLogger(KernelSet.class.getName());
        private static final KernelSet KERNELS = choose();

        private static KernelSet choose() {
            if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "kernels: plain, some ten times slower; start the JVM with --add-modules jdk.incubator.vector");
                return PLAIN;
            }
            KernelSet kernels = VectorKernels.set();
            LOG.log(System.Logger.Level.DEBUG, "kernels: {0}", kernels.name());
            return kernels;
        }
    }
}
