"use strict";

(() => {
  const { regions, customers, failures, outcomes, groups, cases } = JSON.parse(document.getElementById("answers").textContent);
  const byId = (id) => document.getElementById(id);
  const [journey, failure, client] = ["journey", "failure", "client"].map(byId);
  const width = byId("map").viewBox.baseVal.width;

  const element = (name, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

  /** The milliseconds of a round trip to the farthest Region that answers; undefined where that is not known. */
  const roundTrip = (customer, outcome) => {
    const known = outcome.regions.map((region) => customer.milliseconds?.[region]).filter((each) => each !== undefined);
    return known.length ? Math.max(...known) : undefined;
  };

  /** Cities come before countries without one, whose names are codes in capitals. */
  const rank = ({ name }) => `${name === name.toUpperCase() ? 1 : 0}${name}`;

  /** The customers of the chosen journey and failure with what becomes of each, by name. */
  const answered = () => {
    const found = (cases[journey.value]?.[failure.value] ?? []).flatMap(([outcome, group]) =>
      groups[group].map((number) => ({ customer: customers[number], outcome: outcomes[outcome] })));
    return found
      .filter(({ customer }) => !client.value || customer.name === client.value)
      .sort((one, other) => (rank(one.customer) < rank(other.customer) ? -1 : 1));
  };

  /** A line from a client to a Region, the shorter way around the world: it may leave the map at one side. */
  const ways = ([x, y], [toX, toY], kind) => {
    const around = Math.abs(toX - x) > width / 2 ? Math.sign(x - toX) * width : 0;
    const shifts = around ? [0, -around] : [0];
    return shifts.map((shift) => {
      const [start, end] = [x + shift, toX + around + shift];
      const bend = Math.min(Math.abs(end - start) / 6, 40);
      return element("path", {
        class: kind,
        d: `M${start} ${y}Q${(start + end) / 2} ${(y + toY) / 2 - bend} ${end} ${toY}`,
      });
    });
  };

  const drawMap = (found) => {
    const lines = [];
    const troubled = [];
    for (const { customer, outcome } of found) {
      if (!customer.at) continue;
      for (const region of outcome.regions) {
        if (regions[region]) lines.push(...ways(customer.at, regions[region], outcome.ending));
      }
      if (outcome.ending === "unserved") {
        const [x, y] = customer.at;
        troubled.push(element("path", { class: "trouble", d: `M${x - 5} ${y - 5}l10 10m0 -10l-10 10` }));
      }
    }
    byId("ways").replaceChildren(...lines);
    byId("troubled").replaceChildren(...troubled);
    const lost = failures[failure.value]?.region;
    for (const place of byId("regions").children) place.classList.toggle("lost", place.dataset.region === lost);
    for (const point of byId("clients").children) {
      point.classList.toggle("chosen", point.dataset.client === client.value);
    }
  };

  const fillTable = (found) => {
    byId("rows").replaceChildren(...found.map(({ customer, outcome }) => {
      const row = document.createElement("tr");
      row.className = outcome.ending;
      const far = roundTrip(customer, outcome);
      const values = [
        customer.name, customer.country ?? "", outcome.answer, far === undefined ? "" : `${far} ms`, outcome.after, outcome.lost,
      ];
      row.append(...values.map((value, number) => {
        const cell = document.createElement(number ? "td" : "th");
        if (!number) cell.scope = "row";
        if (number > 2) cell.className = "number";
        cell.textContent = value;
        return cell;
      }));
      return row;
    }));
  };

  const told = (found) => {
    const what = failure.value ? `${failures[failure.value].title} fails` : "Nothing fails";
    const title = `${what}. ${journey.selectedOptions[0].textContent}: `;
    if (!found.length) return `${title}nobody of these makes this journey.`;
    if (found.length === 1) {
      const [{ customer, outcome }] = found;
      const far = roundTrip(customer, outcome);
      const distance = far === undefined ? "" : `, ${far} ms away`;
      return `${title}${customer.name} gets ${outcome.ending === "served" ? "an answer from " : ""}${outcome.answer}${distance}; after: ${outcome.after}.`;
    }
    const parts = [["served", "served"], ["refused", "answered with an error"], ["unserved", "not answered"]]
      .map(([ending, words]) => [found.filter(({ outcome }) => outcome.ending === ending), words])
      .filter(([those]) => those.length)
      .map(([those, words]) => {
        const slowest = those.reduce((one, other) => (other.outcome.seconds > one.outcome.seconds ? other : one));
        const where = [...new Set(those.flatMap(({ outcome }) => outcome.regions))].sort().join(", ");
        const { seconds, after } = slowest.outcome;
        const when = seconds === null ? "" : seconds ? `, the last after ${after}` : ", at once";
        return `${plural(those.length, "customer")} ${words}${where ? ` by ${where}` : ""}${when}`;
      });
    return `${title}${parts.join("; ")}.`;
  };

  const show = () => {
    const found = answered();
    drawMap(found);
    fillTable(found);
    byId("answer").textContent = told(found);
  };

  byId("choices").addEventListener("change", show);
  byId("choices").addEventListener("submit", (event) => event.preventDefault());
  byId("clients").addEventListener("click", ({ target }) => {
    const name = target.closest("[data-client]")?.dataset.client;
    if (name) client.value = client.value === name ? "" : name;
    show();
  });
  byId("regions").addEventListener("click", ({ target }) => {
    const id = `region:${target.closest("[data-region]").dataset.region}`;
    failure.value = failure.value === id ? "" : id;
    show();
  });

  const filter = () => {
    const words = byId("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const stack of document.querySelectorAll("details.stack")) {
      let here = 0;
      for (const row of stack.querySelectorAll("tbody tr")) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        here += !row.hidden;
      }
      stack.hidden = words.length > 0 && here === 0;
      stack.open = words.length > 0 && here > 0;
      count += here;
    }
    byId("found").textContent = words.length ? `${plural(count, "resource")} found` : "";
  };
  byId("filter").addEventListener("input", filter);

  byId("theme").addEventListener("change", ({ target }) => {
    document.documentElement.dataset.theme = target.value;
  });

  byId("unscripted").hidden = true;
  for (const id of ["choices", "answered", "search", "theme"]) byId(id).hidden = false;
  show();
})();
