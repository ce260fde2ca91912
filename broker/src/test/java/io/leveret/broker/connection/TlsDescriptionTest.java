package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.tls.TlsPeer;
import io.leveret.management.admin.ConnectionsAdmin.Tls;
import org.junit.jupiter.api.Test;

class TlsDescriptionTest {
    private static Tls of(String protocol, String suite) {
        return TlsDescription.of(new TlsPeer(null, protocol, suite));
    }

    @Test
    void suitesAreTakenApartInErlangsWords() {
        assertThat(of("TLSv1.3", "TLS_AES_256_GCM_SHA384"))
                .isEqualTo(new Tls("tlsv1.3", "aes_256_gcm", "any", "aead", "", "", ""));
        assertThat(of("TLSv1.3", "TLS_CHACHA20_POLY1305_SHA256"))
                .isEqualTo(new Tls("tlsv1.3", "chacha20_poly1305", "any", "aead", "", "", ""));
        assertThat(of("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
                .isEqualTo(new Tls("tlsv1.2", "aes_128_gcm", "ecdhe_rsa", "aead", "", "", ""));
        assertThat(of("TLSv1.2", "TLS_RSA_WITH_AES_128_CBC_SHA"))
                .isEqualTo(new Tls("tlsv1.2", "aes_128_cbc", "rsa", "sha", "", "", ""));
    }
}
