package io.angarium.examples.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** {@code examples/shop}, the same file in every server. */
class ShopIT extends ServerBased {
    private static final String SHOP = "shop";
    private static final File WAR = new File("../shop/target/shop.war");
    private static final int ORDERS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Web web = new Web();

    @Deployment(name = SHOP, managed = false, testable = false)
    @TargetsContainer(SERVER)
    static WebArchive shop() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, WAR);
    }

    @Override
    String deployment() {
        return SHOP;
    }

    @Test
    void eachOrderIsPackedOnceAndOneThatCannotBeIsNeitherRowNorMessage() {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < ORDERS; i++) {
            Web.Answer refused = order(text("nothing"), 0);
            assertThat(refused.status()).as(refused.text()).isEqualTo(400);
            Web.Answer placed = order(text("apple"), 1 + i);
            assertThat(placed.status()).as(placed.text()).isEqualTo(201);
            numbers.add(placed.text());
        }

        List<String> rows = await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(this::list, all -> all.stream().allMatch(row -> row.endsWith("PACKED")));
        assertThat(rows).hasSize(ORDERS).allSatisfy(row -> assertThat(row).contains(text("apple")));
        assertThat(broker().receiveAll("shop-parcels", ORDERS)).containsExactlyInAnyOrderElementsOf(numbers);
        assertThat(broker().receiveAll("shop-orders", 0)).isEmpty();
    }

    private List<String> list() {
        return web.get("shop/orders").text().lines().toList();
    }

    private Web.Answer order(String item, int count) {
        return web.post("shop/orders", "item=" + URLEncoder.encode(item, StandardCharsets.UTF_8) + "&count=" + count);
    }
}
