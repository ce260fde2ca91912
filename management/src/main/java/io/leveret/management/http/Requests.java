package io.leveret.management.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Makes requests out of what the library hands over. */
final class Requests {
    private final long maxBodyBytes;

    Requests(long maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    /**
     * A request.
     *
     * @throws ApiException 400: its body is larger than it may be
     */
    Request of(Context context, Caller caller) throws ApiException, IOException {
        Map<String, String> headers = new HashMap<>();
        context.headerMap().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        InetAddress from = InetAddress.getByName(context.req().getRemoteAddr()); // an address: no name is looked up
        return new Request(caller, context.pathParamMap(), context.queryParamMap(), headers, body(context), from);
    }

    private byte[] body(Context context) throws ApiException, IOException {
        try (InputStream stream = context.req().getInputStream()) {
            byte[] body = stream.readNBytes((int) Math.min(Integer.MAX_VALUE - 16, maxBodyBytes + 1));
            if (body.length > maxBodyBytes) {
                throw ApiException.badRequest("Exceeded HTTP request body size limit");
            }
            return body;
        }
    }
}
