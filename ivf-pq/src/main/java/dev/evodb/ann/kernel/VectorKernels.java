package dev.evodb.ann.kernel;

import jdk.incubator.vector.FloatVector;

/// The kernels of the Vector API, in a class of their own: loading it needs the module.
final class VectorKernels {
    private VectorKernels() {}

    static KernelSet set() {
        return new KernelSet(
                "vector-" + FloatVector.SPECIES_PREFERRED.vectorBitSize(),
                new VectorDistance(),
                new VectorAssign(),
                new VectorPq4Scan(),
                new VectorByteRowDistance());
    }
}
