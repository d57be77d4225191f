package dev.evodb.lance.io.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.Location;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3ListingTest {
    private static final String PAGE = """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
              <Name>b</Name><Prefix>t/</Prefix><KeyCount>3</KeyCount><MaxKeys>1000</MaxKeys><Delimiter>/</Delimiter>
              <EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>
              <NextContinuationToken>1/a+b==</NextContinuationToken>
              <Contents><Key>t/a%2Bb+c%C3%A4.manifest</Key><ETag>&quot;x&quot;</ETag><Owner><ID>1</ID></Owner></Contents>
              <Contents><Key>t/&amp;<![CDATA[<b>]]></Key><Size>1</Size></Contents>
              <CommonPrefixes><Prefix>t/sub/</Prefix></CommonPrefixes>
            </ListBucketResult>
            """;

    @Test
    void readsKeysPrefixesAndContinuation() throws FaultyAnswerException {
        S3Listing listing = parse(PAGE);

        assertEquals(List.of("t/a+b cä.manifest", "t/&<b>", "t/sub/"), listing.keys());
        assertEquals("1/a+b==", listing.continuation());
    }

    @Test
    void leavesKeysAsTheyAreUnlessToldThatTheyAreEncoded() throws FaultyAnswerException {
        S3Listing listing = parse("<ListBucketResult><IsTruncated>false</IsTruncated>"
                + "<NextContinuationToken>x</NextContinuationToken>"
                + "<Contents><Key>a%2Bb+c</Key></Contents></ListBucketResult>");

        assertEquals(new S3Listing(List.of("a%2Bb+c"), ""), listing);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <ListBucketResult>                                  | the listing is not XML that can be read
            <html><body>hello</body></html>                     | the answer is no ListBucketResult
            {"a":1}                                             | the listing is not XML that can be read
            <ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult> | the listing goes on but does not say where
            """)
    void refusesWhatIsNoListing(String xml, String message) {
        assertEquals(
                message,
                assertThrows(FaultyAnswerException.class, () -> parse(xml)).getMessage());
    }

    @Test
    void readsNoDocumentTypesAndNoEntities() {
        String bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>"
                + "<ListBucketResult><Contents><Key>&b;</Key></Contents></ListBucketResult>";
        String external = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>"
                + "<ListBucketResult><Contents><Key>&a;</Key></Contents></ListBucketResult>";

        assertThrows(FaultyAnswerException.class, () -> parse(bomb));
        assertThrows(FaultyAnswerException.class, () -> parse(external));
        assertEquals(
                "",
                S3Listing.errorCode("<!DOCTYPE x><Error><Code>A</Code></Error>"
                        .replace("A", "&b;")
                        .getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void boundsDepthAndText() {
        assertEquals(
                "the listing nests more than 16 elements",
                assertThrows(FaultyAnswerException.class, () -> parse("<a>".repeat(17) + "</a>".repeat(17)))
                        .getMessage());
        assertEquals(
                "the listing has a text of more than 8192 characters",
                assertThrows(
                                FaultyAnswerException.class,
                                () -> parse(
                                        "<ListBucketResult><Name>" + "x".repeat(8193) + "</Name></ListBucketResult>"))
                        .getMessage());
        assertEquals(
                "the listing has more than 1000 keys",
                assertThrows(
                                FaultyAnswerException.class,
                                () -> parse("<ListBucketResult>" + "<Contents><Key>k</Key></Contents>".repeat(2001)
                                        + "</ListBucketResult>"))
                        .getMessage());
    }

    @Test
    void readsOrRefusesAnyBytes() {
        byte[] good = PAGE.getBytes(StandardCharsets.UTF_8);
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = good.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                S3Listing.parse(bytes, Location.of("t"));
            } catch (FaultyAnswerException | dev.evodb.error.CorruptFileException _) {
                // Declared.
            }
            S3Listing.errorCode(bytes);
        }
    }

    @Test
    void readsTheCodeOfAnError() {
        assertEquals("AccessDenied", code("<Error><Message>secret</Message><Code> AccessDenied </Code></Error>"));
        assertEquals("", code("<Error><Code>AKIA/secret text</Code></Error>"));
        assertEquals("", code("<Error><Code><b/></Code></Error>"));
        assertEquals("", code("not here"));
        assertEquals("", code(""));
    }

    private static String code(String xml) {
        return S3Listing.errorCode(xml.getBytes(StandardCharsets.UTF_8));
    }

    private static S3Listing parse(String xml) throws FaultyAnswerException {
        return S3Listing.parse(xml.getBytes(StandardCharsets.UTF_8), Location.of("t"));
    }
}
