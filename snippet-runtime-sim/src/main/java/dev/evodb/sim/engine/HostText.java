package dev.evodb.sim.engine;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.callback.IJavetDirectCallable;
import com.caoccao.javet.interop.callback.JavetCallbackContext;
import com.caoccao.javet.interop.callback.JavetCallbackType;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.primitive.V8ValueBoolean;
import com.caoccao.javet.values.primitive.V8ValueInteger;
import com.caoccao.javet.values.primitive.V8ValueString;
import com.caoccao.javet.values.reference.V8ValueArrayBuffer;
import com.caoccao.javet.values.reference.V8ValueFunction;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/// What `TextEncoder`, `TextDecoder`, `atob` and `btoa` of `platform.js` leave to the host for all but
/// short texts: in production that is native code, and a loop over bytes in JavaScript would be ten times
/// dearer. On the thread and within the billed window of the turn that asked.
final class HostText {
    private static final int REHEARSALS = 50;
    private static final int REHEARSED_CHARS = 16 << 10;

    private static boolean isRehearsed;

    private final V8Runtime runtime;
    private final JavetCallbackContext decode;
    private final JavetCallbackContext encode;
    private final JavetCallbackContext normalize;

    HostText(V8Runtime runtime) {
        this.runtime = runtime;
        decode = callback("decode", this::decode);
        encode = callback("encode", this::encode);
        normalize = callback("normalize", this::normalize);
    }

    private static JavetCallbackContext callback(
            String name, IJavetDirectCallable.NoThisAndResult<JavetException> function) {
        return new JavetCallbackContext(name, JavetCallbackType.DirectCallNoThisAndResult, function);
    }

    /// Has the JVM compile what follows, once in a process.
    static synchronized void rehearse() {
        if (isRehearsed) {
            return;
        }
        isRehearsed = true;
        String plain = "a".repeat(REHEARSED_CHARS);
        String wide = "\u00fc\u20ac".repeat(REHEARSED_CHARS / 2);
        for (int i = 0; i < REHEARSALS; i++) {
            for (String text : new String[] {plain, wide}) {
                byte[] bytes = encoded(text, false);
                if (bytes == null || !text.equals(decoded(ByteBuffer.wrap(bytes), false))) {
                    throw new IllegalStateException("a text does not survive its encoding");
                }
            }
        }
    }

    /// The function `decode(buffer, offset, length, isLatin1)`: the text of a part of a buffer, or null
    /// if it is not in utf-8.
    V8ValueFunction decode() throws JavetException {
        return runtime.createV8ValueFunction(decode);
    }

    /// The function `encode(text, isLatin1)`: a buffer with the bytes of a well-formed text, or null if
    /// it has characters that Latin-1 has not.
    V8ValueFunction encode() throws JavetException {
        return runtime.createV8ValueFunction(encode);
    }

    /// The function `normalize(text, form)` of Unicode, which Javet's V8 is built without.
    V8ValueFunction normalize() throws JavetException {
        return runtime.createV8ValueFunction(normalize);
    }

    private V8Value normalize(V8Value... arguments) throws JavetException {
        Normalizer.Form form = Normalizer.Form.valueOf(((V8ValueString) arguments[1]).getValue());
        return runtime.createV8ValueString(Normalizer.normalize(((V8ValueString) arguments[0]).getValue(), form));
    }

    private V8Value decode(V8Value... arguments) throws JavetException {
        ByteBuffer bytes = ((V8ValueArrayBuffer) arguments[0])
                .getByteBuffer()
                .slice(((V8ValueInteger) arguments[1]).getValue(), ((V8ValueInteger) arguments[2]).getValue());
        String text = decoded(bytes, ((V8ValueBoolean) arguments[3]).getValue());
        return text == null ? runtime.createV8ValueNull() : runtime.createV8ValueString(text);
    }

    private static @Nullable String decoded(ByteBuffer bytes, boolean isLatin1) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        if (isLatin1) {
            return new String(copy, StandardCharsets.ISO_8859_1);
        }
        String text = new String(copy, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') < 0) {
            return text;
        }
        // Either the text has that character, or the bytes had an error, and what stands for it is another matter.
        try {
            return strict(StandardCharsets.UTF_8, copy);
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static String strict(Charset charset, byte[] bytes) throws CharacterCodingException {
        CharBuffer text = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes));
        return text.toString();
    }

    private V8Value encode(V8Value... arguments) throws JavetException {
        byte[] bytes = encoded(((V8ValueString) arguments[0]).getValue(), ((V8ValueBoolean) arguments[1]).getValue());
        if (bytes == null) {
            return runtime.createV8ValueNull();
        }
        V8ValueArrayBuffer buffer = runtime.createV8ValueArrayBuffer(bytes.length);
        buffer.fromBytes(bytes);
        return buffer;
    }

    private static byte @Nullable [] encoded(String text, boolean isLatin1) {
        if (!isLatin1) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = text.charAt(i);
            if (c > 0xff) {
                return null;
            }
            bytes[i] = (byte) c;
        }
        return bytes;
    }

    /// Gives back the functions.
    void close() throws JavetException {
        runtime.removeCallbackContext(decode.getHandle());
        runtime.removeCallbackContext(encode.getHandle());
        runtime.removeCallbackContext(normalize.getHandle());
    }
}
