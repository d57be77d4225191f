package dev.evodb.sim.engine;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.callback.IJavetDirectCallable;
import com.caoccao.javet.interop.callback.JavetCallbackContext;
import com.caoccao.javet.interop.callback.JavetCallbackType;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.primitive.V8ValueInteger;
import com.caoccao.javet.values.reference.V8ValueArrayBuffer;
import com.caoccao.javet.values.reference.V8ValueFunction;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.OptionalLong;
import java.util.Random;

/// What `crypto` of `platform.js` leaves to the host, as production leaves it to native code: digests and
/// random bytes. Both work on V8's memory in place, on the thread and within the billed window of the
/// turn that asked.
final class HostCrypto {
    /// In the order of `DIGESTS` in `platform.js`.
    private static final String[] DIGESTS = {"MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"};

    /// One digest for each implementation in the JDK; SHA-384 shares that of SHA-512.
    private static final int[] IMPLEMENTATIONS = {0, 1, 2, 4};

    private static final int REHEARSED_BYTES = 64 << 10;
    private static final int REHEARSALS = 64;

    /// Takes neighbouring seeds far apart, which [Random] does not do itself.
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private static final SecureRandom SEEDS = new SecureRandom();

    private static boolean isRehearsed;

    private final V8Runtime runtime;
    private final Random random;
    private final JavetCallbackContext hash;
    private final JavetCallbackContext draw;

    /// With a seed the bytes are those of [Random], whose algorithm is specified, so that they are the
    /// same on every JVM.
    HostCrypto(V8Runtime runtime, OptionalLong seed) {
        this.runtime = runtime;
        random = new Random(seed.orElseGet(SEEDS::nextLong) * SPREAD);
        hash = callback("hash", HostCrypto::hash);
        draw = callback("draw", this::draw);
    }

    private static JavetCallbackContext callback(
            String name, IJavetDirectCallable.NoThisAndNoResult<JavetException> function) {
        return new JavetCallbackContext(name, JavetCallbackType.DirectCallNoThisAndNoResult, function);
    }

    /// Has the JVM compile the digests to the processor's instructions, once in a process: until then
    /// they are some thirty times slower, which production's are not.
    static synchronized void rehearse() {
        if (isRehearsed) {
            return;
        }
        isRehearsed = true;
        ByteBuffer bytes = ByteBuffer.allocateDirect(REHEARSED_BYTES);
        for (int algorithm : IMPLEMENTATIONS) {
            MessageDigest digest = digest(algorithm);
            for (int i = 0; i < REHEARSALS; i++) {
                digest.update(bytes.clear());
                digest.digest();
            }
        }
    }

    private static MessageDigest digest(int algorithm) {
        try {
            return MessageDigest.getInstance(DIGESTS[algorithm]);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JVM has no " + DIGESTS[algorithm], e);
        }
    }

    /// The function `hash(algorithm, buffer, offset, length, target)`: the digest of a part of a buffer
    /// goes to the start of another.
    V8ValueFunction hash() throws JavetException {
        return runtime.createV8ValueFunction(hash);
    }

    /// The function `draw(buffer, offset, length)`: random bytes go to a part of a buffer.
    V8ValueFunction draw() throws JavetException {
        return runtime.createV8ValueFunction(draw);
    }

    private static void hash(V8Value... arguments) {
        MessageDigest digest = digest(integer(arguments[0]));
        digest.update(part(arguments[1], integer(arguments[2]), integer(arguments[3])));
        byte[] result = digest.digest();
        part(arguments[4], 0, result.length).put(result);
    }

    private void draw(V8Value... arguments) {
        byte[] bytes = new byte[integer(arguments[2])];
        random.nextBytes(bytes);
        part(arguments[0], integer(arguments[1]), bytes.length).put(bytes);
    }

    private static int integer(V8Value value) {
        return ((V8ValueInteger) value).getValue();
    }

    /// Bounds are checked here as well: nothing that a snippet does to its views reaches past a buffer.
    private static ByteBuffer part(V8Value buffer, int offset, int length) {
        return ((V8ValueArrayBuffer) buffer).getByteBuffer().slice(offset, length);
    }

    /// Gives back the functions.
    void close() throws JavetException {
        runtime.removeCallbackContext(hash.getHandle());
        runtime.removeCallbackContext(draw.getHandle());
    }
}
