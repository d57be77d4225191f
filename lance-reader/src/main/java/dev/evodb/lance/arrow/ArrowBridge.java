package dev.evodb.lance.arrow;
import dev.evodb.lance.Scan;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
public final class ArrowBridge {
    public static void writeIpcFile(Scan s, WritableByteChannel c) throws IOException { s.next(); c.close(); }
}
