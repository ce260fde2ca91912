package io.leveret.management.http;

import io.leveret.management.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What is answered to requests that never reach a route, malformed ones above all: the status, and no word more. */
final class BareErrors extends ErrorHandler {
    private final Tarpit tarpit;

    BareErrors(Tarpit tarpit) {
        this.tarpit = tarpit;
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int status, String message, Throwable cause, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        tarpit.write(request, response, ByteBuffer.wrap(body(status)), callback);
    }

    private static byte[] body(int status) {
        String error = status < HttpStatus.INTERNAL_SERVER_ERROR_500 ? "bad_request" : "internal_error";
        return Json.write(Map.of("error", error, "reason", HttpStatus.getMessage(status)))
                .getBytes(StandardCharsets.UTF_8);
    }
}
