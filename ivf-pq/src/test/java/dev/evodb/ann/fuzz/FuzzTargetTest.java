package dev.evodb.ann.fuzz;

import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Seeds and a few inputs by chance, without a fuzzer.
class FuzzTargetTest {
    private static final int INPUTS = 100;

    @ParameterizedTest
    @EnumSource
    void endsInAnAnswerOrADeclaredException(FuzzTarget target) throws IOException {
        FuzzTarget.Reading reading = target.open();
        for (byte[] seed : target.seeds()) {
            FuzzTarget.run(reading, seed);
        }
        SplittableRandom random = new SplittableRandom(target.name().hashCode());
        for (int i = 0; i < INPUTS; i++) {
            byte[] bytes = new byte[1 + random.nextInt(3)];
            random.nextBytes(bytes);
            FuzzTarget.run(
                    reading, ChangedFiles.of(random.nextInt(2), random.nextBoolean(), random.nextInt(3000), bytes));
        }
    }
}
