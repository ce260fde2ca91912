package io.leveret.broker.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.tls.CertificateName.From;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.OtherName;
import org.junit.jupiter.api.Test;

/** Names as rabbit_cert_info of RabbitMQ 4.0.5 writes them. */
class CertificateNameTest {
    private static final String CN = "2.5.4.3";
    private static final String O = "2.5.4.10";
    private static final String OU = "2.5.4.11";

    private static final CertificateName DISTINGUISHED = new CertificateName(From.DISTINGUISHED_NAME, 2, 0);
    private static final CertificateName COMMON = new CertificateName(From.COMMON_NAME, 2, 0);

    private static String distinguished(TestCertificate certificate) throws Exception {
        return DISTINGUISHED.in(certificate.make());
    }

    private static String alternative(TestCertificate certificate, int tag, int index) throws Exception {
        return new CertificateName(From.SUBJECT_ALTERNATIVE_NAME, tag, index).in(certificate.make());
    }

    @Test
    void aDistinguishedNameBeginsWithItsLastPart() throws Exception {
        assertThat(distinguished(new TestCertificate().part(O, "client").part(CN, "host.example")))
                .isEqualTo("CN=host.example,O=client");
        assertThat(distinguished(new TestCertificate().part(O, "o").part(CN, "n", OU, "u")))
                .isEqualTo("CN=n+OU=u,O=o");
    }

    @Test
    void attributesHaveRabbitsWordsOrTheirNumbers() throws Exception {
        assertThat(distinguished(new TestCertificate()
                        .part("0.9.2342.19200300.100.1.25", "dc")
                        .part("1.2.840.113549.1.9.1", "a@b")
                        .part("2.5.4.5", "17")
                        .part("0.9.2342.19200300.100.1.1", "u")
                        .part("1.3.6.1.4.1.55555.1", "x")))
                .isEqualTo("1.3.6.1.4.1.55555.1=x,UID=u,SERIALNUMBER=17,EMAILADDRESS=a@b,DC=dc");
    }

    @Test
    void whatHasAMeaningInANameIsEscaped() throws Exception {
        assertThat(distinguished(new TestCertificate().part(CN, " #a, b+c=\"d\"<e>;\\ ")))
                .isEqualTo("CN=\\ #a\\, b\\+c=\\\"d\\\"\\<e\\>\\;\\\\\\ ");
        assertThat(distinguished(new TestCertificate().part(CN, "#1"))).isEqualTo("CN=\\#1");
        assertThat(distinguished(new TestCertificate().part(CN, "j\u00fc~\n"))).isEqualTo("CN=j\\C3\\BC\\7E\\0A");
    }

    @Test
    void commonNamesAreJoinedAsTheyStand() throws Exception {
        assertThat(COMMON.in(new TestCertificate()
                        .part(CN, "j\u00fc, a")
                        .part(O, "o")
                        .part(CN, "b")
                        .make()))
                .isEqualTo("j\u00fc, a,b");
        assertThat(COMMON.in(new TestCertificate().part(O, "o").make())).isNull();
    }

    @Test
    void alternativeNamesAreFoundByTypeAndIndex() throws Exception {
        TestCertificate certificate = new TestCertificate()
                .part(CN, "n")
                .alternativeName(new GeneralName(GeneralName.dNSName, "a.example"))
                .alternativeName(new GeneralName(GeneralName.rfc822Name, "me@example"))
                .alternativeName(new GeneralName(GeneralName.dNSName, "b.example"))
                .alternativeName(new GeneralName(GeneralName.uniformResourceIdentifier, "urn:x"))
                .alternativeName(new GeneralName(GeneralName.iPAddress, "127.0.0.1"))
                .alternativeName(new GeneralName(
                        GeneralName.otherName,
                        new OtherName(
                                new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), new DERUTF8String("me@realm"))));
        assertThat(alternative(certificate, 2, 0)).isEqualTo("a.example");
        assertThat(alternative(certificate, 2, 1)).isEqualTo("b.example");
        assertThat(alternative(certificate, 2, 2)).isNull();
        assertThat(alternative(certificate, 1, 0)).isEqualTo("me@example");
        assertThat(alternative(certificate, 6, 0)).isEqualTo("urn:x");
        assertThat(alternative(certificate, 7, 0)).isEqualTo("127.0.0.1");
        assertThat(alternative(certificate, 0, 0)).isEqualTo("me@realm");
        assertThat(alternative(new TestCertificate().part(CN, "n"), 2, 0)).isNull();
    }
}
