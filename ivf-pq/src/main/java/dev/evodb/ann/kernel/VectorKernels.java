package dev.evodb.ann.kernel;

import jdk.incubator.vector.FloatVector;

/// The kernels of the Vector API, in a class of their own: loading it needs the module.
final class VectorKernels {
    private static final int BITS = FloatVector.SPECIES_PREFERRED.vectorBitSize();

    private VectorKernels() {}

    static KernelSet set() {
        return new KernelSet(
                "vector-" + BITS,
                new VectorDistance(),
                new VectorAssign(),
                new VectorBlockDistance(),
                new VectorHalfDistance(),
                BITS < 256 ? new PlainInt8Distance() : new VectorInt8Distance(),
                new VectorDistanceTables(),
                pq8(),
                BITS >= 512 && ProcessorFlags.has("avx512_vpopcntdq") ? new VectorRabitqScan() : new PlainRabitqScan(),
                new WordHamming(),
                new VectorThresholdFilter(),
                new VectorPq4Scan(),
                new VectorByteRowDistance(),
                new VectorGatherDistance());
    }

    private static Pq8Scan pq8() {
        if (BITS >= 512 && ProcessorFlags.has("avx512_vbmi")) {
            return new VectorPq8Scan512();
        }
        return BITS >= 256 ? new VectorPq8Scan256() : new VectorPq8Scan128();
    }
}
