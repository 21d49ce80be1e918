// A tab of a worker, left open while another tab of this browser was handed to a client: it shows the locked page at once.
new BroadcastChannel("alliantie").addEventListener("message", (event) => {
  if (event.data === "locked") {
    location.replace("/locked");
  }
});
