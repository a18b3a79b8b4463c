# The environment is built in one stage and taken as it is by the next: no pip cache, no compiler, no tests.
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/weir
COPY pyproject.toml README.md LICENSE ./
COPY docs/weir.example.toml ./docs/
COPY schemas schemas
COPY models models
COPY streams streams
COPY replay replay
COPY weir weir
# Packet captures (`pcap`) are left out: pandas, which comes with them, is 84 MB, and what runs live reads none. With them:
# docker build --build-arg EXTRAS=pcap,report
ARG EXTRAS=report
RUN /opt/weir/bin/pip install --no-cache-dir --disable-pip-version-check ".[${EXTRAS}]"

FROM python:3.12-slim
COPY --from=build /opt/weir /opt/weir
ENV PATH=/opt/weir/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
RUN useradd --system --uid 10001 --home-dir /var/lib/weir --create-home weir
USER 10001
# Where `weir run` keeps its database unless told otherwise: mount a volume here.
WORKDIR /var/lib/weir
ENTRYPOINT ["weir"]
CMD ["--help"]
