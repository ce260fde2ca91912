package io.leveret.broker.access;

import io.leveret.broker.tls.CertificateName;

/**
 * How a client's certificate logs it in.
 *
 * @param name which name in it is the user's
 * @param verified whether clients' certificates are verified; if not, they say nothing
 */
public record CertificateLogin(CertificateName name, boolean verified) {}
