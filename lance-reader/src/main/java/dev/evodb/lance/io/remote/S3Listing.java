package dev.evodb.lance.io.remote;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.io.StringReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// One page of a listing (`ListObjectsV2`): keys and, ending in `/`, common prefixes. `continuation` is
/// empty on the last page.
record S3Listing(List<String> keys, String continuation) {
    /// Most keys of a page, as S3 has it.
    static final int MAX_KEYS = 1000;

    private static final int MAX_DEPTH = 16;
    private static final int MAX_TEXT = 8192;

    /// Reads the answer to a listing with `encoding-type=url`.
    ///
    /// @throws FaultyAnswerException if it is none
    static S3Listing parse(byte[] xml, Location at) throws FaultyAnswerException {
        List<String> keys = new ArrayList<>();
        List<String> path = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        String continuation = "";
        boolean isTruncated = false;
        boolean isEncoded = false;
        try {
            XMLStreamReader reader = reader(xml);
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        path.add(reader.getLocalName());
                        text.setLength(0);
                        if (path.size() > MAX_DEPTH) {
                            throw new FaultyAnswerException("the listing nests more than " + MAX_DEPTH + " elements");
                        }
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                        text.append(reader.getText());
                        if (text.length() > MAX_TEXT) {
                            throw new FaultyAnswerException(
                                    "the listing has a text of more than " + MAX_TEXT + " characters");
                        }
                    }
                    case XMLStreamConstants.END_ELEMENT -> {
                        switch (String.join("/", path)) {
                            case "ListBucketResult/Contents/Key", "ListBucketResult/CommonPrefixes/Prefix" ->
                                keys.add(text.toString());
                            case "ListBucketResult/IsTruncated" ->
                                isTruncated = text.toString().strip().equals("true");
                            case "ListBucketResult/NextContinuationToken" -> continuation = text.toString();
                            case "ListBucketResult/EncodingType" ->
                                isEncoded = text.toString().strip().equals("url");
                            default -> {}
                        }
                        path.removeLast();
                        text.setLength(0);
                        if (keys.size() > 2 * MAX_KEYS) {
                            throw new FaultyAnswerException("the listing has more than " + MAX_KEYS + " keys");
                        }
                        if (path.isEmpty() && !reader.getLocalName().equals("ListBucketResult")) {
                            throw new FaultyAnswerException("the answer is no ListBucketResult");
                        }
                    }
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new FaultyAnswerException("the listing has a document type or an entity");
                    default -> {}
                }
            }
        } catch (XMLStreamException _) {
            throw new FaultyAnswerException("the listing is not XML that can be read");
        }
        if (isTruncated && continuation.isEmpty()) {
            throw new FaultyAnswerException("the listing goes on but does not say where");
        }
        boolean isUrl = isEncoded;
        return new S3Listing(
                keys.stream().map(key -> isUrl ? decode(key, at) : key).toList(), isTruncated ? continuation : "");
    }

    /// The text of the first element `Code` of an error document; empty if there is none, or it is no
    /// plain word.
    static String errorCode(byte[] xml) {
        try {
            XMLStreamReader reader = reader(xml);
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT
                        && reader.getLocalName().equals("Code")) {
                    boolean isText = reader.next() == XMLStreamConstants.CHARACTERS;
                    String code = isText ? reader.getText().strip() : "";
                    return code.matches("[A-Za-z0-9.]{1,64}") ? code : "";
                }
            }
        } catch (XMLStreamException _) {
            return "";
        }
        return "";
    }

    private static String decode(String text, Location at) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(at, "the listing has a key that is not percent-encoded", e);
        }
    }

    /// The platform's own parser, whatever else is on the class path. It reads neither document types nor
    /// entities. It gets text, as it would report broken UTF-8 on the error stream of the process.
    private static XMLStreamReader reader(byte[] xml) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory.createXMLStreamReader(new StringReader(new String(xml, StandardCharsets.UTF_8)));
    }
}
