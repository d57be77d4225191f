package dev.evodb.sim.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileTest {
    @ParameterizedTest
    @CsvSource({
        "evodb,5000,33554432,32768,5",
        "pro,5000,2097152,32768,2",
        "business,5000,2097152,32768,3",
        "enterprise,5000,2097152,32768,5"
    })
    void namesTheLimitsOfThePlans(String name, long cpuMicros, long memoryBytes, int packageBytes, int subrequests) {
        assertEquals(new Profile(name, cpuMicros, memoryBytes, packageBytes, subrequests), Profile.of(name));
    }

    @Test
    void rejectsAnUnknownName() {
        assertEquals(
                "profile must be evodb, pro, business or enterprise, got free",
                assertThrows(IllegalArgumentException.class, () -> Profile.of("free"))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource({"evodb,50331648", "pro,10485760"})
    void allowsGarbageOfHalfTheLimitAndAtLeast8Mebibytes(String name, long uncollectedBytes) {
        assertEquals(uncollectedBytes, Profile.of(name).uncollectedBytes());
    }

    @Test
    void rejectsALimitBelowOne() {
        assertThrows(IllegalArgumentException.class, () -> Profile.EVODB.withCpuMicros(0));
    }
}
