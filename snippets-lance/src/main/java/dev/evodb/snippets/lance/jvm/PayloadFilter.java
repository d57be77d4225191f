package dev.evodb.snippets.lance.jvm;

import dev.evodb.snippets.lance.PackPartition;
import java.util.List;

public final class PayloadFilter {
    byte[][] matches(List<String> columns, PackPartition[] partitions) {
        return new byte[0][];
    }
}
